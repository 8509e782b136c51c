using Shop.Contracts;

namespace Shop.ServiceDefaults;

/// <summary>
/// A value of a request that breaks a rule. <paramref name="Field"/> is its path in the request, such as
/// <c>shipping.phone</c>; <paramref name="Message"/> is for developers; <paramref name="Code"/> is stable.
/// </summary>
public sealed record FieldError(string Field, string Message, string Code = SharedProblemCodes.InvalidRequest);
