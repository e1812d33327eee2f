#include "core/service/watch/exposition.hpp"

#include <gtest/gtest.h>

namespace saihakko {
namespace {

TEST(Exposition, AFamilyIsItsHelpItsTypeAndItsSamples) {
  Exposition out;
  out.gauge("disk_free_bytes", "Room on the disk of a place.");
  out.sample({{"place", "state"}}, 123456789012.0);
  out.counter("incidents_total", "Incidents that have begun.");
  out.sample({}, 3);
  EXPECT_EQ(out.text(),
            "# HELP saihakko_disk_free_bytes Room on the disk of a place.\n"
            "# TYPE saihakko_disk_free_bytes gauge\n"
            "saihakko_disk_free_bytes{place=\"state\"} 123456789012\n"
            "# HELP saihakko_incidents_total Incidents that have begun.\n"
            "# TYPE saihakko_incidents_total counter\n"
            "saihakko_incidents_total 3\n");
}

TEST(Exposition, WhatWouldEndALabelIsEscaped) {
  Exposition out;
  out.gauge("x", "X.");
  out.sample({{"a", "1\\2\"3\n4"}, {"b", "5"}}, 1795384684.734);
  EXPECT_TRUE(out.text().ends_with("saihakko_x{a=\"1\\\\2\\\"3\\n4\",b=\"5\"} 1795384684.734\n"))
      << out.text();
}

}  // namespace
}  // namespace saihakko
