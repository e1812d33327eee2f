"""When a timer's OnCalendar= or a line of the crontab is due, as minutes of one week.

Only the forms that schedules/ uses are read; any other raises ValueError.
"""

import re

WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
ON_CALENDAR = re.compile(r"(?:(?P<days>\S+) )?\*-\*-\* (?P<hours>[^: ]+):(?P<minutes>[^: ]+):00 Asia/Tokyo")


def week(days, hours, minutes):
    """The minutes of a week that begins on Monday at 0:00: 0 to 10079."""
    return frozenset((day * 24 + hour) * 60 + minute for day in days for hour in hours for minute in minutes)


def values(text, span_mark, size):
    """The numbers below `size` that a field means: * 8,13 7-20 01/5 1-59/5 */2."""
    found = set()
    for part in text.split(","):
        span, _, step = part.partition("/")
        first, _, last = span.partition(span_mark)
        if span == "*":
            first, last = 0, size - 1
        elif not last:
            last = size - 1 if step else first
        numbers = range(int(first), int(last) + 1, int(step or 1))
        if not numbers or numbers[-1] >= size:
            raise ValueError(f"{part} in {text} is outside 0 to {size - 1}")
        found.update(numbers)
    return found


def of_on_calendar(expression):
    match = ON_CALENDAR.fullmatch(expression)
    if not match:
        raise ValueError(f"OnCalendar={expression}: not every day or weekdays, hours:minutes:00 Asia/Tokyo")
    first, _, last = (match["days"] or "Mon..Sun").partition("..")
    days = range(WEEKDAYS.index(first), WEEKDAYS.index(last or first) + 1)
    return week(days, values(match["hours"], "..", 24), values(match["minutes"], "..", 60))


def of_crontab(minute, hour, day_of_month, month, day_of_week):
    if (day_of_month, month) != ("*", "*"):
        raise ValueError(f"a job on days {day_of_month} of months {month}")
    days = {(day - 1) % 7 for day in values(day_of_week, "-", 8)}  # cron's 0 and 7 are Sunday
    return week(days, values(hour, "-", 24), values(minute, "-", 60))
