#include "cli/workplace.h"

#include <spdlog/spdlog.h>

#include <fstream>
#include <ostream>

#include "cli/language.h"
#include "cli/sending.h"
#include "engine/base/catalogue.h"
#include "engine/report/circular_loop.h"
#include "web/api/admin/routes.h"
#include "web/api/admin/second_look.h"
#include "web/api/auth/auth.h"
#include "web/api/auth/routes.h"
#include "web/api/feed_routes.h"
#include "web/api/ledger/import_desk.h"
#include "web/api/me_routes.h"
#include "web/api/services.h"
#include "web/http/assets.h"
#include "web/http/events.h"
#include "web/http/log.h"
#include "web/ui/files.h"

namespace bihuan::cli {
namespace {

constexpr runtime::Millis minute = 60'000;
// Hundreds of people do not all come on the day their secrets were printed.
constexpr runtime::Millis first_sign_in_life = 14 * 24 * 60 * minute;

api::AuthOptions auth_options(const http::Config& config) {
  api::AuthOptions options;
  options.rules.length = static_cast<std::size_t>(config.password_length);
  options.cost.at_once = static_cast<std::size_t>(config.hashes_at_once);
  options.failures = static_cast<int>(config.password_failures);
  options.lock = config.password_lock_minutes * minute;
  options.idle = config.session_idle_minutes * minute;
  options.longest_session = config.session_hours * 60 * minute;
  options.password_age = config.password_days * 24 * 60 * minute;
  return options;
}

}  // namespace

struct Workplace::Parts {
  Office& office;
  http::EventHub events;
  api::Auth auth;
  api::Services services;
  http::Assets assets;
  bool demonstration;
  std::string public_url;
  std::shared_ptr<report::FactsKeeper> facts;
  bool has_digest;
  report::CircularLoop circulars;
  std::shared_ptr<api::ImportDesk> imports;
  runtime::Digest digest;

  Parts(Office& own, const runtime::Clock& clock, const http::Config& config, bool demo,
        std::shared_ptr<const report::OfficeSettings> own_settings)
      : office(own),
        events(std::to_string(clock.now())),
        auth(
            *own.folder.store, *own.writer, *own.folder.sealing, clock, [&own] { return own.cases->organisation(); },
            auth_options(config)),
        services{*own.cases, *own.folder.definitions, *own.folder.blobs, *own.folder.sealing, events},
        assets(web::ui_files(), {config.image_sources}),
        demonstration(demo),
        public_url(config.public_url),
        facts(report::office_facts(*own.cases, own.folder.path + "/facts.cache").value()),
        has_digest(!config.digest_at.empty()),
        circulars(
            *own.cases,
            [](const Error& error) {
              spdlog::warn("{}", http::log_line("circular_failed", {{"error", error.code}}));
            },
            facts, own_settings),
        digest(*own.cases, digest_of(config)) {
    facts->set_office(std::move(own_settings));
    services.facts = facts;
    services.max_upload_bytes = config.max_upload_megabytes * 1024 * 1024;
    services.demonstration = demo;
  }

  runtime::Digest::Options digest_of(const http::Config& config) {
    auto options = digest_options(config);
    options.wide_roles = services.wide_roles;
    options.told = [this](const std::vector<std::string>& persons) {
      for (const auto& person : persons) events.publish({"inbox", "{}", person, 0, nullptr});
    };
    return options;
  }
};

Workplace::Workplace(Office& office, const runtime::Clock& clock, const http::Config& config, bool demonstration,
                     std::shared_ptr<const report::OfficeSettings> settings)
    : parts_(std::make_unique<Parts>(office, clock, config, demonstration, std::move(settings))) {
  office.cases->on_change([parts = parts_.get()](const runtime::CaseChanged& change) {
    api::publish_change(parts->events, change);
    parts->office.timers->wake();
    parts->office.follow_ups->wake();
  });
}

Workplace::~Workplace() = default;

void Workplace::add_routes(http::RouteTable& table, http::Schemas& schemas) {
  api::add_api_routes(table, schemas, parts_->services);
  api::add_directory_routes(table, schemas, parts_->services);
  api::add_admin_routes(table, schemas, parts_->services);
  api::LedgerRouteOptions ledgers;
  ledgers.make_sign_in = [parts = parts_.get()](const std::string& person, const std::string& by) {
    return parts->auth.reset(person, by, first_sign_in_life);
  };
  parts_->imports = api::add_ledger_routes(table, schemas, parts_->services, std::move(ledgers));
  api::FeedAccess feed;
  feed.owner = [&auth = parts_->auth](const std::string& secret) { return auth.feed_owner(secret); };
  feed.make = [&auth = parts_->auth](const std::string& person) { return auth.make_feed(person); };
  feed.end = [&auth = parts_->auth](const std::string& person) { return auth.end_feed(person); };
  feed.public_url = parts_->public_url;
  api::add_feed_routes(table, schemas, parts_->services, std::move(feed));
  api::AuthRouteOptions options;
  options.me = [parts = parts_.get()](const http::Request& request, const std::string& person) {
    return boost::json::value(api::me_view(request, parts->services, person));
  };
  options.me_schema = "Me";
  options.may_reset = [parts = parts_.get()](const http::Request& request, const std::string& person) -> Result<void> {
    if (!api::is_administrator(parts->services, person)) return {};
    return api::second_look(request, parts->services, "reset_password", person);
  };
  options.demo = parts_->demonstration;
  options.version = BIHUAN_VERSION;
  api::add_auth_routes(table, schemas, parts_->auth, std::move(options));
  parts_->assets.add_routes(table);
}

void Workplace::connect(http::DispatcherOptions& options) {
  options.authenticate = [parts = parts_.get()](const http::Request& request) {
    return parts->auth.authenticate(request);
  };
  options.while_reading = [parts = parts_.get()] { return parts->office.cases->store().share_reads(); };
}

void Workplace::start() {
  parts_->office.timers->start();
  parts_->office.follow_ups->start();
  parts_->circulars.start();
  if (parts_->has_digest) parts_->digest.start();
}

void Workplace::stop() {
  if (parts_->imports) parts_->imports->stop();
  parts_->events.close();
}

void Workplace::greet(std::ostream& out, const std::string& origin) {
  const auto language = language_of_terminal();
  if (parts_->demonstration) {
    // Passwords are shown once; after that whoever may read the file finds them there.
    const std::string path = parts_->office.folder.path + "/sign-ins.txt";
    const std::string shown = path + ".shown";
    const bool again = std::ifstream(shown).good();
    out << text(language, again ? "greeting_again" : "greeting_demonstration", {{"address", origin}, {"file", path}})
        << "\n";
    std::ifstream file(path);
    for (std::string line; !again && std::getline(file, line);) out << "  " << line << "\n";
    out << std::flush;
    if (!again) std::ofstream(shown) << "\n";
    return;
  }
  if (!parts_->auth.setup_needed()) return;
  const auto secret = parts_->auth.make_setup_link();
  if (secret) out << text(language, "greeting_set_up", {{"link", origin + "/setup#" + *secret}}) << "\n" << std::flush;
}

}  // namespace bihuan::cli
