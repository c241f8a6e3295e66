"""Statistics: arrays in, frozen results out; nothing here knows of papers or tables.

results         what every estimate and test answers, and the typed answer "too little data"
proportions     Wilson intervals of shares, one or many, independent or clustered
quantiles       quantiles and means with bootstrap intervals
clustering      the cluster-robust variance of a slope when clusters are few
ratio_models    the slope of a share or a count and its interval, by inverting a score test
power           the smallest trend that data of a given size would have shown
trends          trends of shares, counts and quantiles on true dates, as ratios per year
change_points   when the level of a share most likely changed, and whether it did
change_search   the best split of a series, tested among the splits of shuffled periods
multiplicity    p-values adjusted for the number of tests
correction      shares corrected for the error rates of the measurement
decomposition   a change of a rate, split into change within groups and change of their mix
log_odds        terms that emerge or fade between two windows
bursts          when a term was used far above its base rate
heavy_runs      whether the heaviest burst of many terms is more than chance
"""
