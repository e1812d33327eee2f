# The Debian package: `cpack --config build/release/CPackConfig.cmake` after a build of the preset
# release, or scripts/package, which does both.

set(CMAKE_SKIP_INSTALL_ALL_DEPENDENCY ON)  # cpack packs what is built, and does not build the tests
set(debian ${CMAKE_SOURCE_DIR}/scripts/debian)
set(made ${CMAKE_BINARY_DIR}/debian)

# A package belongs to one Debian, and that of a later one is the later version.
cmake_host_system_information(RESULT host QUERY DISTRIB_INFO)
file(STRINGS ${debian}/releases releases REGEX "^[0-9]")
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${debian}/releases /etc/os-release)
if(host_ID STREQUAL "debian" AND "${host_VERSION_ID} ${host_VERSION_CODENAME}" IN_LIST releases)
  set(DEBIAN_REVISION 1~deb${host_VERSION_ID}u1)
  set(DEBIAN_SUITE ${host_VERSION_CODENAME})
else()
  set(DEBIAN_REVISION 0~local)  # any package made for its Debian takes its place
  set(DEBIAN_SUITE UNRELEASED)
endif()

# What runs comes from the units that are there, what is needed from the one list of packages.
file(GLOB timers RELATIVE ${CMAKE_SOURCE_DIR}/schedules/systemd CONFIGURE_DEPENDS
  ${CMAKE_SOURCE_DIR}/schedules/systemd/*.timer)
list(JOIN timers " " SAIHAKKO_ENABLED_UNITS)
string(APPEND SAIHAKKO_ENABLED_UNITS " saihakko-portal.socket")
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/scripts/deps)
execute_process(COMMAND ${CMAKE_SOURCE_DIR}/scripts/deps --list runtime
  OUTPUT_VARIABLE runtime OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
string(REPLACE "\n" ", " runtime "${runtime}")

foreach(script postinst prerm postrm)
  configure_file(${debian}/${script}.in ${made}/${script} @ONLY)
endforeach()
configure_file(${debian}/preinst ${made}/preinst COPYONLY)
file(WRITE ${made}/conffiles "/etc/saihakko/saihakko.conf\n")

# packed(FILE NAME): FILE compressed for /usr/share, as Debian wants it: the same bytes each time.
function(packed file name)
  add_custom_command(OUTPUT ${made}/${name}.gz
    COMMAND gzip -9nc ${file} > ${made}/${name}.gz
    DEPENDS ${file} VERBATIM)
  set_property(GLOBAL APPEND PROPERTY saihakko_packed ${made}/${name}.gz)
endfunction()
configure_file(${debian}/changelog.in ${made}/changelog.Debian @ONLY)
packed(${CMAKE_SOURCE_DIR}/CHANGELOG.md changelog)
packed(${made}/changelog.Debian changelog.Debian)

# The manual pages and the completion are made from what the program tells of itself.
find_package(Python3 REQUIRED COMPONENTS Interpreter)
set(manual ${made}/manual)
set(pages saihakko.1 saihakko.conf.5 saihakko-portal.7)
list(TRANSFORM pages PREPEND ${manual}/ OUTPUT_VARIABLE english)
list(TRANSFORM english APPEND .ja OUTPUT_VARIABLE japanese)
list(TRANSFORM english APPEND .en)
file(GLOB manual_texts CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/jobs/manual/*)
add_custom_command(OUTPUT ${english} ${japanese} ${manual}/completion
  COMMAND ${CMAKE_COMMAND} -E env PYTHONUTF8=1 PYTHONDONTWRITEBYTECODE=1
    ${Python3_EXECUTABLE} ${CMAKE_SOURCE_DIR}/jobs/manual/make_manual.py
    $<TARGET_FILE:saihakko_tables> ${PROJECT_VERSION} ${manual}
  DEPENDS saihakko_tables ${manual_texts} ${CMAKE_SOURCE_DIR}/jobs/schemas/words.json
  VERBATIM)
foreach(page ${pages})
  string(REGEX MATCH "[0-9]$" section ${page})
  foreach(language en ja)
    packed(${manual}/${page}.${language} ${page}.${language})
  endforeach()
  install(FILES ${made}/${page}.en.gz DESTINATION share/man/man${section} RENAME ${page}.gz)
  install(FILES ${made}/${page}.ja.gz DESTINATION share/man/ja/man${section} RENAME ${page}.gz)
endforeach()
install(FILES ${manual}/completion DESTINATION share/bash-completion/completions RENAME saihakko)
get_property(all GLOBAL PROPERTY saihakko_packed)
add_custom_target(package_texts ALL DEPENDS ${all})

install(TARGETS saihakko RUNTIME DESTINATION bin)
install(DIRECTORY templates/ DESTINATION share/saihakko/templates)
install(DIRECTORY jobs/schemas/ DESTINATION share/saihakko/schemas)
install(DIRECTORY schedules/systemd/ DESTINATION lib/systemd/system)
install(FILES ${debian}/saihakko.conf DESTINATION /etc/saihakko)
install(FILES ${debian}/saihakko.sysusers DESTINATION lib/sysusers.d RENAME saihakko.conf)
install(FILES ${debian}/saihakko.tmpfiles DESTINATION lib/tmpfiles.d RENAME saihakko.conf)
install(FILES ${made}/changelog.gz ${made}/changelog.Debian.gz README.md ARCHITECTURE.md ${debian}/copyright
  DESTINATION share/doc/saihakko)
install(DIRECTORY docs DESTINATION share/doc/saihakko)
install(FILES schedules/crontab DESTINATION share/doc/saihakko/examples)

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_SET_DESTDIR ON)
set(CPACK_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_PACKAGE_NAME saihakko)
set(CPACK_PACKAGE_CONTACT "saihakko maintainers <saihakko@packages.debian.org>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "reissue of lost credentials of Japan's care-insurance claims")
set(CPACK_PACKAGE_DESCRIPTION "Saihakko takes in applications for new login credentials of the electronic
care-insurance claims, screens them against a union's ledger of offices, takes
the reviewers' decisions, renders PDF letters for the print room, sends the
mails, and keeps an account of every step. It has no screen: systemd timers run
its jobs, a socket answers a portal.")
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION admin)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_DEBIAN_PACKAGE_RELEASE ${DEBIAN_REVISION})
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
# Who makes the user and the directories: systemd, or its two programs alone where cron runs the jobs.
set(CPACK_DEBIAN_PACKAGE_DEPENDS "${runtime}, init-system-helpers (>= 1.54~), \
systemd | systemd-standalone-sysusers, systemd | systemd-standalone-tmpfiles")
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA ${made}/preinst ${made}/postinst ${made}/prerm ${made}/postrm
  ${made}/conffiles)
include(CPack)
