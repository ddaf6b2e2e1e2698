"""Events: facts that other systems tell by name and key; runs that wait for one go on, triggers start runs on one."""
