#pragma once

#include <zip.h>

#include <map>
#include <stdexcept>
#include <string>

namespace saihakko {

/// A zip archive of these members, as bytes; with a password where one is given.
inline std::string made_archive(const std::map<std::string, std::string>& members,
                                const char* password = nullptr) {
  zip_source_t* target = zip_source_buffer_create(nullptr, 0, 0, nullptr);
  zip_source_keep(target);
  zip_t* archive = zip_open_from_source(target, ZIP_TRUNCATE, nullptr);
  if (archive == nullptr) throw std::runtime_error("no archive");
  for (const auto& [name, content] : members) {
    zip_source_t* source = zip_source_buffer(archive, content.data(), content.size(), 0);
    const auto index = zip_file_add(archive, name.c_str(), source, 0);
    if (password != nullptr) {
      zip_file_set_encryption(archive, static_cast<zip_uint64_t>(index), ZIP_EM_AES_256, password);
    }
  }
  if (zip_close(archive) != 0) throw std::runtime_error(zip_strerror(archive));
  zip_source_open(target);
  std::string bytes;
  char piece[4096];
  for (zip_int64_t read = 0; (read = zip_source_read(target, piece, sizeof piece)) > 0;)
    bytes.append(piece, static_cast<std::size_t>(read));
  zip_source_close(target);
  zip_source_free(target);
  return bytes;
}

}  // namespace saihakko
