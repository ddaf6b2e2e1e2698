"""The composed stack in a real container engine: built, brought up, travelled through, taken down."""
