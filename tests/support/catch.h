// Catch2 2.13 (Debian 12) and Catch2 3 under one include: tests include this header and nothing else of Catch2.
#pragma once

#ifdef BIHUAN_CATCH2_V3
#include <catch2/catch_all.hpp>
using Catch::Approx;
#else
#include <catch2/catch.hpp>
#endif
