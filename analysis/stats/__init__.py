"""Statistics: arrays in, frozen results out; nothing here knows of papers or tables.

results         what every estimate and test answers, and the typed answer "too little data"
proportions     Wilson intervals of shares, one or many, independent or clustered
quantiles       quantiles and means with bootstrap intervals
clustering      the cluster-robust variance of a slope when clusters are few
power           the smallest trend that data of a given size would have shown
trends          trends of shares, counts and quantiles on true dates, as ratios per year
multiplicity    p-values adjusted for the number of tests
"""
