"""A generated city on the real areas: who is where, who signed what, who sits where.

Everything follows from a seed; the areas are real, all else is made up and marked so on every
node and every row. Sizes follow a scale: 1 is 1,000 communities, 60,000 units and enterprises,
100,000 agreements over six years.

    places    which real areas
    divisions the rows of the division list under it
    telling   how a generated register states a fact
    ground    grids, compounds, buildings, who manages them
    bodies    units, enterprises, party organisations by their thresholds
    seats     committees, posts, joint appointments
    papers    agreements, renewals, the three lists
    works     pairing, check-in, meetings, venues, teams, figures
    shares    holdings, rings among them
    city      the batches: lists, a year later lists again, late records, corrections
"""
