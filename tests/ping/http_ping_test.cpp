#include "core/ping/http_ping.hpp"

#include <gtest/gtest.h>

namespace saihakko {
namespace {

TEST(PingAddress, AnAddressIsTakenApart) {
  const auto address = PingAddress::parse("https://hc-ping.com/0123-abcd/?rid=7").value();
  EXPECT_TRUE(address.tls);
  EXPECT_EQ(address.host, "hc-ping.com");
  EXPECT_EQ(address.port, 443);
  EXPECT_EQ(address.path, "/0123-abcd");
  EXPECT_EQ(address.query, "?rid=7");
  const auto local = PingAddress::parse("http://[::1]:8080").value();
  EXPECT_FALSE(local.tls);
  EXPECT_EQ(local.host, "::1");
  EXPECT_EQ(local.port, 8080);
  EXPECT_EQ(local.path, "");
}

TEST(PingAddress, WhatIsNoSuchAddressIsRefused) {
  for (const char* text :
       {"", "hc-ping.com/x", "ftp://a/b", "https://", "https:///x", "https://a:b/x",
        "https://a:0/x", "https://a:65536/x", "https://u@a/x", "https://a/x#y", "https://a/x y",
        "https://a/x\r\nHost: b", "https://[::1/x", "https://a/ж"}) {
    EXPECT_FALSE(PingAddress::parse(text).has_value()) << text;
  }
}

TEST(Ping, NobodyListeningIsAFailureInWords) {
  const auto address = PingAddress::parse("http://127.0.0.1:9/x").value();
  const auto failure = ping(address, PingEvent::start, {}, std::chrono::seconds(600));
  EXPECT_EQ(failure, "接続を拒まれました");
}

}  // namespace
}  // namespace saihakko
