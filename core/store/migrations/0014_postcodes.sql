-- Where each postcode leads, from Japan Post's lists.

-- One row a list: list_id is inbox_files.file_id of the file that began it.
CREATE TABLE postcode_lists (
  list_id    BIGINT PRIMARY KEY,
  kind       TEXT NOT NULL CHECK (kind IN ('towns', 'businesses')),
  state      TEXT NOT NULL CHECK (state IN ('taking', 'in_force')),
  renewed_ms BIGINT NOT NULL               -- when a whole list or the changes of a month were taken
);
CREATE UNIQUE INDEX postcode_lists_in_force ON postcode_lists (kind) WHERE state = 'in_force';

-- The municipalities, as keys of comparison (core/domain/place_key).
CREATE TABLE postcode_areas (
  area_id    INTEGER PRIMARY KEY,
  prefecture TEXT NOT NULL,                -- its code
  area       TEXT NOT NULL UNIQUE,         -- with the prefecture's name, without the district (郡)
  short_area TEXT NOT NULL                 -- without the prefecture's name as well
);
CREATE INDEX postcode_areas_by_short_area ON postcode_areas (prefecture, short_area);

CREATE TABLE postcode_places (
  list_id  BIGINT NOT NULL REFERENCES postcode_lists,
  postcode TEXT NOT NULL,
  area_id  BIGINT NOT NULL REFERENCES postcode_areas,
  town     TEXT NOT NULL,                  -- key of comparison; empty: the whole municipality
  detail   TEXT NOT NULL,                  -- which part of it; of a business its name
  kind     TEXT NOT NULL CHECK (kind IN ('town', 'unlisted', 'building', 'business')),
  month    TEXT NOT NULL                   -- YYMM of the changes that added it; empty: none did
);
CREATE UNIQUE INDEX postcode_places_once
  ON postcode_places (postcode, area_id, town, detail, list_id);
CREATE INDEX postcode_places_by_town ON postcode_places (area_id, town);
CREATE INDEX postcode_places_by_list ON postcode_places (list_id);
