// Tells the service manager how far we are: the sd_notify protocol, one datagram to the socket that NOTIFY_SOCKET
// names. Safe to call from any thread.
#pragma once

#include <string>
#include <string_view>

namespace bihuan::http {

// `state` is "READY=1", "RELOADING=1", "STOPPING=1", also several with line breaks between them. `socket` is the path
// or, with a leading '@', the abstract name. False when it is empty or nobody listens there.
bool notify_service_manager(std::string_view socket, std::string_view state);

}  // namespace bihuan::http
