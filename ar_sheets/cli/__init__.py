"""What a person types or clicks: one file for each subject, what it says on the screen, the desktop around it.

Start with app.py (the group and the common options) and main.py (all commands). Only here is it known what day it is.
"""
