"""HOW THINGS LOOK: functions from values to markup."""
