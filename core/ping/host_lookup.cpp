#include "core/ping/host_lookup.hpp"

#include <netdb.h>

#include <algorithm>
#include <ctime>
#include <memory>

namespace saihakko {
namespace {

/// What the C library's own thread reads and writes until it is done.
struct Lookup {
  std::string host;
  addrinfo hints{};
  gaicb request{};
};

struct FreeAddresses {
  void operator()(addrinfo* list) const { freeaddrinfo(list); }
};

timespec time_left(WireTime until) {
  using std::chrono::nanoseconds;
  constexpr std::int64_t kSecond = 1'000'000'000;
  const auto left =
      std::max<std::int64_t>(nanoseconds(until - std::chrono::steady_clock::now()).count(), 1);
  return {left / kSecond, left % kSecond};
}

/// Waits; false when there is no result. A lookup that cannot be called off is left to the library:
/// it is small, and the process ends soon.
bool finish(std::unique_ptr<Lookup>& lookup, WireTime until) {
  gaicb* request = &lookup->request;
  while (gai_error(request) == EAI_INPROGRESS) {
    const timespec left = time_left(until);
    gai_suspend(&request, 1, &left);
    if (std::chrono::steady_clock::now() < until) continue;
    if (gai_cancel(request) == EAI_NOTCANCELED) static_cast<void>(lookup.release());
    return false;
  }
  return gai_error(request) == 0;
}

}  // namespace

std::vector<Poco::Net::SocketAddress> look_up_host(const std::string& host, std::uint16_t port,
                                                   WireTime until) {
  auto lookup = std::make_unique<Lookup>();
  lookup->host = host;
  lookup->hints.ai_socktype = SOCK_STREAM;
  lookup->hints.ai_flags = AI_ADDRCONFIG;
  lookup->request.ar_name = lookup->host.c_str();
  lookup->request.ar_request = &lookup->hints;
  gaicb* request = &lookup->request;
  if (getaddrinfo_a(GAI_NOWAIT, &request, 1, nullptr) != 0 || !finish(lookup, until)) return {};
  const std::unique_ptr<addrinfo, FreeAddresses> found(lookup->request.ar_result);
  std::vector<Poco::Net::SocketAddress> addresses;
  for (const addrinfo* one = found.get(); one != nullptr; one = one->ai_next) {
    const Poco::Net::SocketAddress any_port(one->ai_addr, one->ai_addrlen);
    addresses.emplace_back(any_port.host(), port);
  }
  return addresses;
}

}  // namespace saihakko
