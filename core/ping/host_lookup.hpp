#pragma once

#include <Poco/Net/SocketAddress.h>

#include <cstdint>
#include <string>
#include <vector>

#include "core/mail/wire.hpp"

namespace saihakko {

/// The addresses of a host, in the order in which they are to be tried; none where the name is not
/// known or nobody answers by `until`. Unlike getaddrinfo(3) it waits no longer.
std::vector<Poco::Net::SocketAddress> look_up_host(const std::string& host, std::uint16_t port,
                                                   WireTime until);

}  // namespace saihakko
