#pragma once

namespace linear {

// Whether large products go to oneDNN here, whose bits do not depend on the number of threads.
bool keepsBits();

}  // namespace linear
