#include <string>
#include <vector>

#include "jobs/program.hpp"

int main(int argc, char** argv) {
  return static_cast<int>(saihakko::run_program(std::vector<std::string>(argv + 1, argv + argc)));
}
