"""`python -m ar_sheets.workbook.patch IN OUT 'Sheet!A1=value' ...`: one patch, by the room xlsx."""

if __name__ == "__main__":
    import sys

    from ar_sheets.xlsx.command import patch_from_command_line

    sys.exit(patch_from_command_line(sys.argv[1:]))
