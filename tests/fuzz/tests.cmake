# The fuzzers as tests: built with clang in the build directory, each run for SAIHAKKO_FUZZ_SECONDS
# (environment; 8 unless set).
set(fuzz_build ${CMAKE_BINARY_DIR}/fuzz)

add_test(NAME fuzz.build
  COMMAND ${CMAKE_CTEST_COMMAND} --build-and-test ${CMAKE_CURRENT_LIST_DIR} ${fuzz_build}
    --build-generator Ninja --build-noclean
    --build-options -DCMAKE_CXX_COMPILER=clang++
      -DCMAKE_CXX_COMPILER_LAUNCHER=${CMAKE_CXX_COMPILER_LAUNCHER})
set_tests_properties(fuzz.build PROPERTIES FIXTURES_SETUP fuzzers RUN_SERIAL ON TIMEOUT 4800
  LABELS long)

foreach(name csv workbook ledger json configuration texts portal reply bounce)
  add_test(NAME fuzz.${name}
    COMMAND ${CMAKE_CURRENT_LIST_DIR}/run ${fuzz_build} ${name})
  set_tests_properties(fuzz.${name} PROPERTIES FIXTURES_REQUIRED fuzzers TIMEOUT 4800
    LABELS long)
endforeach()
