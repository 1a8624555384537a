"""`python -m ar_sheets.workbook.patch IN OUT 'Sheet!A1=value' ...`: one patch, by the room xlsx."""

if __name__ == "__main__":
    import sys

    from ar_sheets.xlsx.command import main

    sys.exit(main(sys.argv[1:]))
