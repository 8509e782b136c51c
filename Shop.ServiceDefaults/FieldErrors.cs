using System.ComponentModel.DataAnnotations;
using System.Text.Json;

namespace Shop.ServiceDefaults;

/// <summary>
/// Checks the validation attributes of a request in code, for endpoints that report them together with other rules.
/// Other endpoints leave it to the framework (<c>AddValidation()</c>).
/// </summary>
public static class FieldErrors
{
    /// <summary>
    /// The broken rules of an object's own properties, in the order of their declaration. <paramref name="path"/> is
    /// the object's path in the request.
    /// </summary>
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
