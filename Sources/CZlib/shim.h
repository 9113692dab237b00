// zlib of the system, for .gz.
#include <zlib.h>
