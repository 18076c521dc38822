#include "tests/support/served_office.h"

#include <algorithm>
#include <stdexcept>

#include "web/api/admin/routes.h"
#include "web/api/admin/second_look.h"
#include "web/api/auth/routes.h"
#include "web/api/feed_routes.h"
#include "web/api/ledger/import_desk.h"
#include "web/api/ledger/routes.h"
#include "web/api/me_routes.h"
#include "web/http/operations.h"

namespace bihuan::test {

namespace {

template <class Outcome>
Outcome demanded(Outcome outcome) {
  if (!outcome) throw std::runtime_error("the office is not served: " + outcome.error().message());
  return outcome;
}

void add_administrators(Office& office) {
  demanded(office.writer->run([](runtime::WriteSession& session) -> Result<void> {
    const auto persons = session.directory().persons();
    for (const std::string name : {"system", "security", "audit"}) {
      if (std::any_of(persons.begin(), persons.end(), [&](const auto& one) { return one.id == name; })) continue;
      session.directory().put_person({name, name, "bureau", "", "", true});
      session.directory().add_role({name, name + "_admin", "bureau", 0, {}});
    }
    return {};
  }));
}

}  // namespace

ServedOffice::ServedOffice(OfficeOptions options, OnError on_error, bool fresh) : office(std::move(options)) {
  if (!fresh) add_administrators(office);
  services_ = std::make_unique<api::Services>(
      api::Services{*office.service, *office.definitions, *office.blobs, *office.sealing, events});
  api::AuthOptions signing;
  signing.cost.memory = 8 * 1024 * 1024;
  signing.cost.passes = 1;
  auth = std::make_unique<api::Auth>(
      *office.store, *office.writer, *office.sealing, office.clock, [this] { return office.service->organisation(); },
      signing);
  add_routes();
  http::DispatcherOptions dispatching;
  dispatching.authenticate = [this](const http::Request& request) { return auth->authenticate(request); };
  dispatching.while_reading = [this] { return office.store->share_reads(); };
  dispatching.on_error = std::move(on_error);
  dispatcher_ = std::make_unique<http::Dispatcher>(table, schemas, std::move(dispatching));
}

ServedOffice::~ServedOffice() {
  imports_->stop();
  events.close();
}

void ServedOffice::add_routes() {
  api::add_api_routes(table, schemas, *services_);
  api::add_directory_routes(table, schemas, *services_);
  api::add_admin_routes(table, schemas, *services_);
  imports_ = api::add_ledger_routes(
      table, schemas, *services_,
      {[this](const std::string& person, const std::string& by) { return auth->reset(person, by, 3'600'000); }});
  api::FeedAccess feed;
  feed.owner = [this](const std::string& secret) { return auth->feed_owner(secret); };
  feed.make = [this](const std::string& person) { return auth->make_feed(person); };
  feed.end = [this](const std::string& person) { return auth->end_feed(person); };
  api::add_feed_routes(table, schemas, *services_, std::move(feed));
  api::AuthRouteOptions signing;
  signing.me = [this](const http::Request& request, const std::string& person) {
    return boost::json::value(api::me_view(request, *services_, person));
  };
  signing.me_schema = "Me";
  signing.may_reset = [this](const http::Request& request, const std::string& person) -> Result<void> {
    if (!api::is_administrator(*services_, person)) return {};
    return api::second_look(request, *services_, "reset_password", person);
  };
  api::add_auth_routes(table, schemas, *auth, std::move(signing));
  http::add_operation_routes(table, schemas,
                             {.metrics = std::make_shared<http::Metrics>(),
                              .metrics_from = http::AddressSet::parse({"127.0.0.1"}).value(),
                              .api = {"Bihuan", "0.1.0", "Test."}});
}

const std::string& ServedOffice::session_of(const std::string& person) {
  auto& session = sessions_[person];
  if (!session.token.empty() && session.since + 20 * 60'000 > office.clock.now()) return session.token;
  if (session.token.empty()) demanded(auth->set_password(person, password, false));
  session = {demanded(auth->sign_in(person, password, "", "127.0.0.1", "test"))->token, office.clock.now()};
  return session.token;
}

std::string ServedOffice::token_of(const std::string& person, const std::vector<std::string>& scopes) {
  return demanded(auth->make_token(person, "test", scopes, std::nullopt))->secret;
}

}  // namespace bihuan::test
