-- The instant that the clock is measured by (core/service/setup/trusted_clock): the newest that is known.
INSERT INTO installation (name, value)
  SELECT 'clock_trusted_ms', CAST(real_ms AS TEXT) FROM audit ORDER BY seq DESC LIMIT 1;
