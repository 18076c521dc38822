// Finds the route of a request by its decoded segments. Built once from the table; immutable, share freely.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "web/http/route.h"

namespace bihuan::http {

struct Match {
  const Route* route = nullptr;  // null: see `allowed`
  PathParameters parameters;
  std::vector<Method> allowed;  // methods of this path, when it is known under others only (405); empty: unknown (404)
};

class Router {
 public:
  explicit Router(const RouteTable& table);
  ~Router();
  Router(Router&&) noexcept;
  Router& operator=(Router&&) noexcept;

  // Literals win over places, {name:int} over {name}, {name:rest} comes last. HEAD finds GET.
  [[nodiscard]] Match match(Method method, const std::vector<std::string>& segments) const;

 private:
  struct Node;
  std::unique_ptr<Node> root_;
};

}  // namespace bihuan::http
