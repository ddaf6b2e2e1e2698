"""What every service needs and none owns: flat modules, each named for the capability it gives."""
