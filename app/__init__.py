"""Tổ Số: the server.

The map, one room a folder; a room may import the rooms after it, never before:

    factory, cli → public → sync | reports | portal | notify
      → dossiers | vneid | fieldwork → files | catalogue → places, identity → core

Inside a feature: routes | commands | jobs → schemas → actions → queries, access → models → lifecycle.
`config` and `core` know no feature. This file stays empty, so that no import cycle can start here.
"""
