#include <gtest/gtest.h>

#include <functional>
#include <string>

#include "core/service/setup/configuration_error.hpp"
#include "core/service/setup/era_list.hpp"
#include "core/service/setup/postage_list.hpp"
#include "core/service/setup/reason_list.hpp"
#include "core/service/setup/union_list.hpp"
#include "tests/files/scratch_directory.hpp"

namespace saihakko {
namespace {

const std::filesystem::path kTemplates = std::filesystem::path(SAIHAKKO_SOURCE_DIR) / "templates";

class Lists : public ::testing::Test {
 protected:
  Lists() { settings_.templates_dirs = {directory_.path()}; }

  std::string shipped(const char* name) const { return content_of(kTemplates / name); }

  /// What the operator is told; empty when there is nothing to say.
  static std::string complaint(const std::function<void()>& load) {
    try {
      load();
    } catch (const ConfigurationError& e) {
      return e.what();
    }
    return "";
  }
  std::string unions(const std::string& content) const {
    directory_.write("unions.csv", content);
    return complaint([this] { UnionList::load(settings_); });
  }
  std::string reasons(const std::string& content) const {
    directory_.write("reasons.csv", content);
    return complaint([this] { ReasonList::load(settings_); });
  }

  std::string eras(const std::string& content) const {
    directory_.write("eras.csv", content);
    return complaint([this] { load_eras(settings_); });
  }

  std::string postage(const std::string& content) const {
    directory_.write("postage.csv", content);
    return complaint([this] { load_postage(settings_); });
  }

  ScratchDirectory directory_;
  Settings settings_;
};

bool names(const std::string& complaint, const char* what) {
  return complaint.find(what) != std::string::npos;
}

TEST_F(Lists, ErasComeInTheOrderOfTheirDaysWhateverTheirRows) {
  EXPECT_EQ(eras(shipped("eras.csv")), "");
  EXPECT_EQ(eras("最初の日,元号\n2031/4/1,新号\n2019/5/1,令和\n1989/1/8,平成\n"), "");
  std::string names;
  for (const Era& era : load_eras(settings_))
    names += era.name;
  EXPECT_EQ(names, "平成令和新号");
}

TEST_F(Lists, ADamagedListOfErasIsNamedWithItsLine) {
  const std::string head = "最初の日,元号\n2019/5/1,令和\n";
  for (const char* row :
       {"2031/4/31,新号", "2031-04-01,新号", "2031/4/1,", "2031/4/1,abc", "2031/4/1",
        "2031/4/1,新号新号新", "2031/4/1,\xff", "2019/5/1,新号", "2031/4/1,令和"}) {
    EXPECT_TRUE(names(eras(head + row + "\n"), "eras.csv:3: ")) << row;
  }
  EXPECT_TRUE(names(eras("最初の日,元号\n1989/1/8,平成\n"), "行「2019/5/1,令和」がありません"));
  EXPECT_TRUE(names(eras("最初の日,元号\n2019/5/2,令和\n"), "行「2019/5/1,令和」がありません"));
  EXPECT_TRUE(names(eras("日,元号\n2019/5/1,令和\n"), "列「最初の日,元号」がありません"));
  EXPECT_TRUE(names(eras(""), "eras.csv"));
}

TEST_F(Lists, TheShippedPostageIsThatOfOctober2024) {
  EXPECT_EQ(postage(shipped("postage.csv")), "");
  const PostageRates rates = load_postage(settings_);
  EXPECT_EQ(rates.most_grams, 50);
  EXPECT_EQ(rates.yen, 110);
  EXPECT_EQ(rates.discount_letters, 1'000);
  EXPECT_EQ(rates.discount_percent, 3);
}

TEST_F(Lists, ADamagedListOfPostageIsNamedWithItsLine) {
  const std::string good = shipped("postage.csv");
  const auto with = [&good](const std::string& old, const std::string& now) {
    std::string text = good;
    return text.replace(text.find(old), old.size(), now);
  };
  EXPECT_TRUE(names(postage(with("（円）,110", "（円）,110.5")), "postage.csv:4: "));
  EXPECT_TRUE(names(postage(with("（円）,110", "（円）,0")), "postage.csv:4: "));
  EXPECT_TRUE(names(postage(with("1通の料金（円）", "料金")), "postage.csv:4: "));
  EXPECT_TRUE(names(postage(good + "1通の料金（円）,110\n"), "postage.csv:7: "));
  EXPECT_TRUE(names(postage(with("1通の料金（円）,110\n", "")), "1通の料金（円） がありません"));
  EXPECT_TRUE(names(postage(with("重さ（g）,9", "重さ（g）,51")), "重くなっています"));
  EXPECT_TRUE(names(postage("品目,値\n"), "列「項目,値」がありません"));
}

TEST_F(Lists, TheShippedUnionsAreAll47WithTheirSettings) {
  settings_.unions["13"].honorific = "御中";
  EXPECT_EQ(unions(shipped("unions.csv")), "");
  const UnionList list = UnionList::load(settings_);
  EXPECT_EQ(list.at("13").name, "東京都国民健康保険団体連合会");
  EXPECT_EQ(list.at("13").prefecture_name, "東京都");
  EXPECT_EQ(list.at("13").settings.honorific, "御中");
  EXPECT_EQ(list.at("47").settings.honorific, "殿");
}

TEST_F(Lists, AUnionMissingDoubledOrMisspeltIsNamed) {
  const std::string all = shipped("unions.csv");
  EXPECT_TRUE(names(unions(all.substr(0, all.rfind("47,"))), "47ではなく46"));
  EXPECT_TRUE(names(unions(all + "13,東京都,別の連合会\n"), "unions.csv:49"));
  EXPECT_TRUE(names(unions(all + "48,別の県,別の連合会\n"), "unions.csv:49"));
  EXPECT_TRUE(names(unions(all + "47,沖縄県\n"), "unions.csv:49"));
  EXPECT_TRUE(names(unions("コード,名前\n"), "都道府県コード"));
  EXPECT_TRUE(names(unions(""), "unions.csv"));
}

TEST_F(Lists, NamesAreThereAndInOneLine) {
  const std::string all = shipped("unions.csv");
  const std::string others = all.substr(0, all.rfind("47,"));
  for (const char* last :
       {"47,,沖縄県国民健康保険団体連合会\n", "47,沖縄県,\n", "47,沖縄県,\"沖縄県\n連合会\"\n",
        "47,\"沖縄\n県\",沖縄県国民健康保険団体連合会\n"}) {
    EXPECT_TRUE(names(unions(others + last), "unions.csv:48")) << last;
  }
}

TEST_F(Lists, ATemplateThatIsNowhereIsNamedWithThePlacesSearched) {
  const std::string text = complaint([this] { UnionList::load(settings_); });
  EXPECT_TRUE(names(text, "unions.csv"));
  EXPECT_TRUE(names(text, directory_.path().c_str()));
}

TEST_F(Lists, TheFirstDirectoryThatHoldsAFileCounts) {
  settings_.templates_dirs = {directory_.path(), kTemplates};
  EXPECT_EQ(find_template(settings_, "reasons.csv"), kTemplates / "reasons.csv");
  directory_.write("reasons.csv", "");
  EXPECT_EQ(find_template(settings_, "reasons.csv"), directory_.path() / "reasons.csv");
}

TEST_F(Lists, TheShippedReasonsAreOfTheirVerdicts) {
  ASSERT_EQ(reasons(shipped("reasons.csv")), "");
  const ReasonList list = ReasonList::load(settings_);
  EXPECT_EQ(list.find("wrong_union")->verdict, Verdict::reject);
  EXPECT_EQ(list.find("held_other")->verdict, Verdict::hold);
  EXPECT_EQ(list.find("unknown_office")->verdict, std::nullopt);
  EXPECT_EQ(list.find("no_such_reason"), nullptr);
  EXPECT_TRUE(names(list.choices(Verdict::reject), "wrong_union(請求先都道府県の誤り)"));
  EXPECT_FALSE(names(list.choices(Verdict::reject), "held_other"));
}

TEST_F(Lists, AReasonThatCannotBeUsedIsNamedWithItsLine) {
  const std::string header = "コード,判定,表示名,申請者への文\n";
  const std::string screening =
      "unknown_office,受付不可,登録なし,文\nclosed_office,受付不可,廃止,文\n";
  EXPECT_EQ(reasons(header + screening), "");
  EXPECT_TRUE(names(reasons(header + screening + "a,承認,A,文\n"), "reasons.csv:4"));
  EXPECT_TRUE(names(reasons(header + screening + "a,却下,A,文\n"), "reasons.csv:4"));
  EXPECT_TRUE(names(reasons(header + screening + ",不承認,A,文\n"), "reasons.csv:4"));
  EXPECT_TRUE(names(reasons(header + screening + "a,不承認,A,\n"), "reasons.csv:4"));
  EXPECT_TRUE(names(reasons(header + screening + "a,不承認,A\n"), "reasons.csv:4"));
  EXPECT_TRUE(
      names(reasons(header + screening + "a,不承認,A,\"一行目\n二行目\"\n"), "reasons.csv:4"));
  EXPECT_TRUE(names(reasons(header + screening + "a,不承認,A\t,文\n"), "reasons.csv:4"));
  EXPECT_EQ(reasons(header + screening + "a,保留,A,\n"), "");
  EXPECT_TRUE(names(reasons(header + "unknown_office,受付不可,登録なし,文\n"), "closed_office"));
  EXPECT_TRUE(names(reasons("コード,判定\n"), "申請者への文"));
}

}  // namespace
}  // namespace saihakko
