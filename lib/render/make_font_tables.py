#!/usr/bin/env python3
"""Writes font_regular.inc and font_semibold.inc: the glyphs of Open Sans as small gray pictures.

  pip install freetype-py
  python3 make_font_tables.py OpenSans-Regular.ttf OpenSans-Semibold.ttf

Open Sans is by Steve Matteson, digitized data copyright 2010-2011 Google Corporation, Apache License
2.0 (Debian package fonts-open-sans, version 1.11). Glyphs are rendered by FreeType with light
hinting, cropped to their ink, and written as one letter a pixel: 'A' is no ink, 'P' is full ink.
"""
import pathlib
import sys

import freetype

HERE = pathlib.Path(__file__).resolve().parent
BEYOND_LATIN_1 = "–—‘’“”•…−≤≥≈∞√∑∂μσ⁴"
CODE_POINTS = sorted([*range(0x20, 0x7F), *range(0xA0, 0x180), *map(ord, BEYOND_LATIN_1)])


def write(path, font, size):
    face = freetype.Face(font)
    face.set_pixel_sizes(0, size)
    glyphs, ink = [], ""
    for code in CODE_POINTS:
        if face.get_char_index(code) == 0:
            continue
        face.load_char(chr(code), freetype.FT_LOAD_TARGET_LIGHT | freetype.FT_LOAD_RENDER)
        slot, bitmap = face.glyph, face.glyph.bitmap
        starts = [y * bitmap.pitch for y in range(bitmap.rows)]
        rows = [bitmap.buffer[start:start + bitmap.width] for start in starts]
        glyphs.append((code, slot.advance.x >> 6, slot.bitmap_left, slot.bitmap_top,
                       bitmap.width, bitmap.rows, len(ink)))
        ink += "".join(chr(ord("A") + round(value / 17)) for row in rows for value in row)
    text = "// Made by lib/render/make_font_tables.py; do not edit.\n"
    text += f"// Open Sans, {size} pixels; digitized data copyright 2010-2011 Google Corporation,\n"
    text += "// Apache License 2.0.\n"
    text += "// {code point, advance, left, top, width, height, start in the ink}\n"
    text += "constexpr Glyph kGlyphs[] = {\n"
    items = ["{" + ", ".join(map(str, glyph)) + "}," for glyph in glyphs]
    for i in range(0, len(items), 4):
        text += "    " + " ".join(items[i:i + 4]) + "\n"
    text += "};\nconstexpr char kInk[] =\n"
    text += "\n".join(f'    "{ink[i:i + 94]}"' for i in range(0, len(ink), 94)) + ";\n"
    path.write_text(text)


write(HERE / "font_regular.inc", sys.argv[1], 13)
write(HERE / "font_semibold.inc", sys.argv[2], 14)
