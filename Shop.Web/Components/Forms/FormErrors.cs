// Collects the errors of a form from its own checks and from the service, so that the page shows all invalid fields at
// once. The service contains the rules; this only assigns each error to a field of the page.
using System.ComponentModel.DataAnnotations;
using System.Text.Json;

namespace Shop.Web.Components.Forms;

public readonly record struct FormField(string Name, string Label);

public sealed class FormErrors(params IReadOnlyList<FormField> fields)
{
    private readonly Dictionary<string, string> _messages = [];

    public bool Any => _messages.Count > 0;

    /// <summary>An error that is not about one field, shown above the form; null if there is none.</summary>
    public string? Problem { get; set; }

    public bool IsRejected => Any || Problem is not null;

    /// <summary>The first invalid field, which takes the focus.</summary>
    public string? First => Wrong.FirstOrDefault().Name;

    /// <summary>The invalid fields in the order of the page.</summary>
    public IEnumerable<FormField> Wrong => fields.Where(known => _messages.ContainsKey(known.Name));

    public string? this[string field] => _messages.GetValueOrDefault(field);

    /// <summary>Adds an error. Only the first error of a field is kept.</summary>
    /// <exception cref="ArgumentException">The form has no such field.</exception>
    public void Add(string field, string message)
    {
        if (!Has(field))
        {
            throw new ArgumentException($"The form has no field {field}.", nameof(field));
        }

        _messages.TryAdd(field, message);
    }

    /// <summary>
    /// Adds an error for each field that breaks an annotation of the form model; <paramref name="message"/> says that
    /// it is required. Returns true if there is none.
    /// </summary>
    public bool Validate(object form, string message)
    {
        var results = new List<ValidationResult>();
        var isValid = Validator.TryValidateObject(form, new(form), results, validateAllProperties: true);
        foreach (var property in results.SelectMany(result => result.MemberNames))
        {
            Add(JsonNamingPolicy.CamelCase.ConvertName(property), message);
        }

        return isValid;
    }

    /// <summary>
    /// Adds the invalid fields that a service reports; <paramref name="message"/> maps a field and its code to a text.
    /// Returns false if the error also, or only, concerns something else, which is a <see cref="Problem"/>.
    /// </summary>
    public bool AddFrom(ApiError error, Func<string, string, string> message)
    {
        var invalid = error.Errors.Select(each => (Field: each.Field.Split('.')[^1], each.Code)).ToList();
        foreach (var (field, code) in invalid.Where(each => Has(each.Field)))
        {
            Add(field, message(field, code));
        }

        return invalid.Count > 0 && invalid.All(each => Has(each.Field));
    }

    /// <summary>Adds the invalid fields that a service reports, or what else it reports as the problem.</summary>
    public void AddFrom(ApiError error, Texts text)
    {
        if (!AddFrom(error, text.InvalidField))
        {
            Problem = text.MessageFor(error);
        }
    }

    private bool Has(string field) => fields.Any(known => known.Name == field);
}

/// <summary>A password that must be entered. Unlike a required text, it may consist of blanks.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class RequiredPasswordAttribute : ValidationAttribute
{
    public override bool IsValid(object? value) => value is string { Length: > 0 };
}
