using System.ComponentModel.DataAnnotations;
using System.Text.Json;

namespace Shop.ServiceDefaults;

/// <summary>
/// A value of a request that breaks a rule. <paramref name="Field"/> is its path in the request, such as
/// <c>shipping.phone</c>; <paramref name="Message"/> is for developers; <paramref name="Code"/> is stable.
/// </summary>
public sealed record FieldError(string Field, string Message, string Code = SharedProblemCodes.InvalidRequest);

/// <summary>
/// Checks the validation attributes of a request in code, for endpoints that report them together with other rules.
/// Other endpoints leave it to the framework (<c>AddValidation()</c>).
/// </summary>
public static class FieldErrors
{
    /// <summary>The rules that the properties of an object break; it is at this path in the request.</summary>
    public static IEnumerable<FieldError> Of(object value, string path)
    {
        var results = new List<ValidationResult>();
        Validator.TryValidateObject(value, new(value), results, validateAllProperties: true);
        return results.Select(result => new FieldError(
            $"{path}.{PathOf(result.MemberNames.Single())}", result.ErrorMessage!));
    }

    /// <summary>The path in JSON of a property: <c>Lines[0].Quantity</c> is <c>lines[0].quantity</c>.</summary>
    internal static string PathOf(string property) =>
        string.Join('.', property.Split('.').Select(JsonNamingPolicy.CamelCase.ConvertName));
}
