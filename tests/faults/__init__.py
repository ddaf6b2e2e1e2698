"""What the platform does when processes die, servers go away, disks fill up and clocks jump."""
