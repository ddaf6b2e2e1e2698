"""The main job, done over the public API as a newcomer does it, against whatever shape of the platform is running."""
