"""What the notebooks show: one module per question, from tables to results.

scope               the observations that a notebook's parameters choose
topic_frequency     which topics, how often, changing how
change_points       when shares changed level, and whether chance would do as well
terms               which words and phrases emerge or fade
term_bursts         when terms came in bursts
term_windows        the windows of time that terms are compared over
team_size           how many authors
team_kinds          single authors and large teams over time
code_release        how often code is announced
release_kinds       what each paper announces: linked, stated, promised or nothing
release_trends      how the announced kinds change
release_correction  the announced rate corrected for reading errors
release_change      a change of the rate, split into change within topics and of their mix
claimed_gains       how often and how large gains are claimed
claims_per_paper    how many claims papers make
gain_terms          how exactly gains are stated, and what they cost
gain_changes        how claimed gains change
data_quality        what was read and what is missing
accuracy            how well facts are read, against hand labels
overview            the four subjects on one page
headlines           a finding in one number
shares              shares overall and per period, with intervals
evidence            the papers behind numbers, as lists that a report can show
*_evidence          the papers behind the numbers of one subject
keys                the names by which numbers lead to those lists
passages            sentences with their matches marked
rows                rows of a frame as records
"""
