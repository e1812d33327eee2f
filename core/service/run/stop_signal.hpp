#pragma once

namespace saihakko {

/// From here on SIGTERM and SIGINT only ask for a stop after the item in hand.
void catch_stop_signals();
bool stop_asked();

}  // namespace saihakko
