#include "core/service/run/stop_signal.hpp"

#include <csignal>

namespace saihakko {
namespace {

volatile std::sig_atomic_t asked = 0;

extern "C" void note_stop(int) {
  asked = 1;
}

}  // namespace

void catch_stop_signals() {
  struct sigaction action {};
  action.sa_handler = note_stop;
  action.sa_flags = SA_RESTART;
  sigaction(SIGTERM, &action, nullptr);
  sigaction(SIGINT, &action, nullptr);
}

bool stop_asked() {
  return asked != 0;
}

}  // namespace saihakko
