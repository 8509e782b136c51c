// A form names every wrong field at once: its own checks and those of the service are collected here before the page is
// rendered again. The service has the rules; this only keeps which field of the page each error belongs to.
namespace Shop.Web.Components.Forms;

/// <summary>A field of a form, as it is sent and as it is called on the page.</summary>
public readonly record struct FormField(string Name, string Label);

/// <summary>What is wrong with a form, field by field, in the order of the page.</summary>
public sealed class FormErrors(params IReadOnlyList<FormField> fields)
{
    private readonly Dictionary<string, string> _messages = [];

    public bool Any => _messages.Count > 0;

    /// <summary>The first wrong field: it takes the focus.</summary>
    public string? First => Wrong.FirstOrDefault().Name;

    /// <summary>The wrong fields in the order of the page.</summary>
    public IEnumerable<FormField> Wrong => fields.Where(known => _messages.ContainsKey(known.Name));

    /// <summary>What is wrong with a field; null when it is right.</summary>
    public string? this[string field] => _messages.GetValueOrDefault(field);

    /// <summary>Notes an error. The first one of a field is kept.</summary>
    public void Add(string field, string message)
    {
        if (!Has(field))
        {
            throw new ArgumentException($"The form has no field {field}.", nameof(field));
        }

        _messages.TryAdd(field, message);
    }

    /// <summary>Notes a field that was left empty.</summary>
    public void Require(string field, string? value, string message)
    {
        if (string.IsNullOrEmpty(value))
        {
            Add(field, message);
        }
    }

    /// <summary>
    /// Notes the fields that a service refuses, with the text for a field and its code. False when the refusal is about
    /// something else, also in part: then it is told above the form.
    /// </summary>
    public bool AddFrom(Refusal refusal, Func<string, string, string> message)
    {
        var errors = refusal.Errors.Select(error => (Field: error.Field.Split('.')[^1], error.Code)).ToList();
        foreach (var (field, code) in errors.Where(error => Has(error.Field)))
        {
            Add(field, message(field, code));
        }

        return errors.Count > 0 && errors.All(error => Has(error.Field));
    }

    private bool Has(string field) => fields.Any(known => known.Name == field);
}
