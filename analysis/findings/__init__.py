"""What the notebooks show: one module per question, from tables to results.

scope             the observations that a notebook's parameters choose
topic_frequency   which topics, how often, changing how
team_size         how many authors
code_release      how often code is announced
claimed_gains     how often and how large gains are claimed
data_quality      what was read and what is missing
accuracy          how well facts are read, against hand labels
overview          the four subjects on one page
headlines         a finding in one number
shares            shares overall and per period, with intervals
rows              rows of a frame as records
"""
