from bench.timing import pace, spread, stopwatch


def test_the_median_of_an_even_number_of_values_is_between_the_middle_ones():
    assert spread([4, 1, 3, 2]).median == 2.5


def test_95_of_100_values_do_not_exceed_p95():
    assert spread(list(range(1, 101))).p95 == 95


def test_p95_of_few_values_is_the_largest():
    assert spread([1, 9, 5]).p95 == 9


def test_the_stopwatch_appends_milliseconds():
    times: list[float] = []

    with stopwatch(times):
        sum(range(1000))

    assert len(times) == 1
    assert times[0] > 0


def test_the_pace_is_positive():
    assert 0.1 < pace() < 10_000
