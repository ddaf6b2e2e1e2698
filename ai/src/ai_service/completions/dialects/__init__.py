"""What goes over the wire in each dialect, to and from the words of the hub. Pure: no I/O, no clock."""
