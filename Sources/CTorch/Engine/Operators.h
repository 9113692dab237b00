// Calls of ATen operators by schema name, behind the table of CTorch.h.
#pragma once

#include "Boundary.h"

namespace operators {
int find(const char *name, const char *overload, CTorchOperator **result, char **message);
int call(CTorchOperator *op, const CTorchValue *arguments, int32_t count, CTorchValue *results,
         int32_t capacity, int32_t *made, char **message);
void free_list(CTorchValue *value);
int make_generator(uint64_t seed, int32_t device, CTorchGenerator **result, char **message);
void free_generator(CTorchGenerator *generator);
}  // namespace operators
