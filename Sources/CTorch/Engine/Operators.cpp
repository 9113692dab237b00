// The door: any operator by its schema name, called through the dispatcher with tagged values.
#include "Operators.h"

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Context.h>
#include <ATen/core/Generator.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/core/stack.h>

struct CTorchOperator {
    c10::OperatorHandle handle;
};

struct CTorchGenerator {
    at::Generator value;
};

namespace {

using c10::IValue;
using c10::TypeKind;

// The type behind `T?`, so that one switch serves both.
c10::TypePtr bare(const c10::TypePtr &type) {
    if (auto optional = type->cast<c10::OptionalType>()) return optional->getElementType();
    return type;
}

IValue toTensors(const CTorchValue &value, const c10::TypePtr &type) {
    auto handles = static_cast<CTorchTensor *const *>(value.as.list);
    auto list = type->cast<c10::ListType>();
    if (list && list->getElementType()->kind() == TypeKind::OptionalType) {
        c10::List<std::optional<at::Tensor>> result;
        for (int32_t i = 0; i < value.count; i++)
            result.push_back(handles[i] ? std::optional<at::Tensor>(handles[i]->value) : std::nullopt);
        return result;
    }
    c10::List<at::Tensor> result;
    result.reserve(value.count);
    for (int32_t i = 0; i < value.count; i++) {
        TORCH_CHECK(handles[i], "tensor ", i, " of a list is missing");
        result.push_back(handles[i]->value);
    }
    return result;
}

IValue toValue(const CTorchValue &value, const c10::Argument &argument) {
    const c10::TypePtr type = bare(argument.real_type());
    switch (value.tag) {
    case CTORCH_NONE: return IValue();
    case CTORCH_TENSOR: return IValue(value.as.tensor->value);
    case CTORCH_BOOL:
        // A bool where the schema wants a number is that number.
        if (type->kind() == TypeKind::IntType) return IValue(value.as.integer);
        return IValue(value.as.integer != 0);
    case CTORCH_INT:
        // An integer is taken where the schema says float, as in Python.
        if (type->kind() == TypeKind::FloatType) return IValue(static_cast<double>(value.as.integer));
        if (type->kind() == TypeKind::BoolType) return IValue(value.as.integer != 0);
        return IValue(value.as.integer);
    case CTORCH_DOUBLE: return IValue(value.as.number);
    case CTORCH_INTS: {
        auto numbers = static_cast<const int64_t *>(value.as.list);
        return IValue(std::vector<int64_t>(numbers, numbers + value.count));
    }
    case CTORCH_DOUBLES: {
        auto numbers = static_cast<const double *>(value.as.list);
        return IValue(std::vector<double>(numbers, numbers + value.count));
    }
    case CTORCH_BOOLS: {
        auto flags = static_cast<const uint8_t *>(value.as.list);
        c10::List<bool> result;
        for (int32_t i = 0; i < value.count; i++) result.push_back(flags[i] != 0);
        return result;
    }
    case CTORCH_TENSORS: return toTensors(value, type);
    case CTORCH_TEXT:
        return IValue(std::string(static_cast<const char *>(value.as.list), value.count));
    case CTORCH_DEVICE:
        return IValue(
            value.as.integer < 0 ? c10::Device(c10::kCPU)
                                 : c10::Device(c10::kCUDA, static_cast<c10::DeviceIndex>(value.as.integer)));
    case CTORCH_GENERATOR: return IValue(value.as.generator->value);
    default: TORCH_CHECK(false, "unknown tag ", value.tag, " for argument ", argument.name());
    }
}

template <typename Element, typename List>
void copyList(CTorchValue *result, int32_t tag, const List &list) {
    auto memory = static_cast<Element *>(malloc(sizeof(Element) * (list.size() + 1)));
    for (size_t i = 0; i < list.size(); i++) memory[i] = list[i];
    result->tag = tag;
    result->count = static_cast<int32_t>(list.size());
    result->as.list = memory;
}

void fromValue(const IValue &value, CTorchValue *result) {
    result->count = 0;
    if (value.isNone()) {
        result->tag = CTORCH_NONE;
    } else if (value.isTensor()) {
        if (!value.toTensor().defined()) {
            result->tag = CTORCH_NONE;
            return;
        }
        result->tag = CTORCH_TENSOR;
        result->as.tensor = boundary::own(value.toTensor());
    } else if (value.isBool()) {
        result->tag = CTORCH_BOOL;
        result->as.integer = value.toBool();
    } else if (value.isInt()) {
        result->tag = CTORCH_INT;
        result->as.integer = value.toInt();
    } else if (value.isSymInt()) {
        result->tag = CTORCH_INT;
        result->as.integer = value.toSymInt().expect_int();
    } else if (value.isDouble()) {
        result->tag = CTORCH_DOUBLE;
        result->as.number = value.toDouble();
    } else if (value.isTensorList()) {
        std::vector<CTorchTensor *> handles;
        for (const at::Tensor &tensor : value.toTensorVector()) handles.push_back(boundary::own(tensor));
        copyList<CTorchTensor *>(result, CTORCH_TENSORS, handles);
    } else if (value.isIntList()) {
        copyList<int64_t>(result, CTORCH_INTS, value.toIntVector());
    } else {
        TORCH_CHECK(false, "a result of type ", value.tagKind(), " cannot cross the border");
    }
}

}  // namespace

namespace operators {

int find(const char *name, const char *overload, CTorchOperator **result, char **message) {
    return boundary::guarded(message, [&] {
        *result = new CTorchOperator{c10::Dispatcher::singleton().findSchemaOrThrow(name, overload)};
    });
}

int call(CTorchOperator *op, const CTorchValue *arguments, int32_t count, CTorchValue *results,
         int32_t capacity, int32_t *made, char **message) {
    return boundary::guarded(message, [&] {
        const auto &schema = op->handle.schema();
        const auto &wanted = schema.arguments();
        TORCH_CHECK(
            static_cast<size_t>(count) <= wanted.size(), "takes at most ", wanted.size(),
            " arguments, not ", count);
        torch::jit::Stack stack;
        stack.reserve(wanted.size());
        for (int32_t i = 0; i < count; i++) stack.push_back(toValue(arguments[i], wanted[i]));
        for (size_t i = count; i < wanted.size(); i++) {
            TORCH_CHECK(wanted[i].default_value(), "argument ", wanted[i].name(), " is missing");
            stack.push_back(*wanted[i].default_value());
        }
        op->handle.callBoxed(&stack);
        TORCH_CHECK(
            stack.size() <= static_cast<size_t>(capacity), "gives ", stack.size(), " results, more than ", capacity);
        *made = static_cast<int32_t>(stack.size());
        for (size_t i = 0; i < stack.size(); i++) fromValue(stack[i], &results[i]);
    });
}

// The memory of a list; its tensors are handed over, not freed.
void free_list(CTorchValue *value) {
    if (value->tag == CTORCH_TENSORS || value->tag == CTORCH_INTS) free(const_cast<void *>(value->as.list));
    value->as.list = nullptr;
}

int make_generator(uint64_t seed, int32_t device, CTorchGenerator **result, char **message) {
    return boundary::guarded(message, [&] {
        if (device < 0) {
            *result = new CTorchGenerator{at::detail::createCPUGenerator(seed)};
            return;
        }
        c10::Device place(c10::kCUDA, static_cast<c10::DeviceIndex>(device));
        auto generator = at::globalContext().defaultGenerator(place).clone();
        generator.set_current_seed(seed);
        *result = new CTorchGenerator{generator};
    });
}

void free_generator(CTorchGenerator *generator) { delete generator; }

}  // namespace operators
