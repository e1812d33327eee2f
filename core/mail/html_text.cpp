#include "core/mail/html_text.hpp"

#include <array>
#include <cstddef>
#include <utility>

#include "core/mail/mail_text.hpp"

namespace saihakko {
namespace {

/// What a reference that begins the text stands for, and its length; 0 where none does.
std::pair<char, std::size_t> reference_at(std::string_view text) {
  constexpr std::array<std::pair<std::string_view, char>, 7> kReferences{{{"&lt;", '<'},
                                                                          {"&gt;", '>'},
                                                                          {"&amp;", '&'},
                                                                          {"&quot;", '"'},
                                                                          {"&nbsp;", ' '},
                                                                          {"&#39;", '\''},
                                                                          {"&#8217;", '\''}}};
  for (const auto& [name, character] : kReferences) {
    if (text.starts_with(name)) return {character, name.size()};
  }
  return {'\0', 0};
}

bool ends_a_line(std::string_view tag) {
  const std::string name = lower_case(tag.substr(0, 8));
  constexpr std::array<std::string_view, 8> kTags{"<br",   "<p",  "</p",  "<div",
                                                  "</div", "<tr", "</td", "<h"};
  for (const std::string_view known : kTags) {
    if (name.starts_with(known)) return true;
  }
  return false;
}

}  // namespace

std::string html_text(std::string_view html) {
  std::string text;
  while (!html.empty()) {
    if (html.front() == '<') {
      const std::size_t end = html.find('>');
      if (ends_a_line(html)) text += '\n';
      html.remove_prefix(end == std::string_view::npos ? html.size() : end + 1);
    } else if (const auto [character, size] = reference_at(html); size > 0) {
      text += character;
      html.remove_prefix(size);
    } else {
      text += html.front();
      html.remove_prefix(1);
    }
  }
  return text;
}

}  // namespace saihakko
