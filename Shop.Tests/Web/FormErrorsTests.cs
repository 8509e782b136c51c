using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Shop.Web.Components.Forms;

namespace Shop.Tests.Web;

public sealed class FormErrorsTests
{
    private readonly FormErrors _errors = new(
        new("phone", "Phone"), new("email", "E-mail"), new("name", "Name"), new("pin", "PIN"));

    [Fact]
    public void First_invalid_field_follows_the_page_order()
    {
        _errors.Add("name", "n");
        _errors.Add("phone", "p");

        Assert.Equal("phone", _errors.First);
        Assert.Equal(["Phone", "Name"], _errors.Wrong.Select(field => field.Label));
        Assert.Equal(("p", null, "n"), (_errors["phone"], _errors["email"], _errors["name"]));
    }

    [Fact]
    public void First_error_of_a_field_is_kept()
    {
        _errors.Validate(new ContactForm { Phone = "1", Pin = "1" }, "needed");
        _errors.Add("name", "wrong");

        Assert.Equal("needed", _errors["name"]);
    }

    [Theory]
    [InlineData("1", "n", "1", true)]
    [InlineData("1", "n", "  ", true)]
    [InlineData(null, "  ", "", false)]
    public void Validation_marks_every_empty_field_and_accepts_a_password_of_blanks(
        string? phone, string? name, string? pin, bool isValid)
    {
        Assert.Equal(isValid, _errors.Validate(new ContactForm { Phone = phone, Name = name, Pin = pin }, "needed"));
        Assert.Equal(isValid ? [] : ["phone", "name", "pin"], _errors.Wrong.Select(field => field.Name));
    }

    [Theory]
    [InlineData("""{"shipping.name":"A","shipping.phone":"B"}""", true)]
    [InlineData("""{"shipping.name":"A","shipping.phone":"B","lines[0].quantity":"A"}""", false)]
    public void Refusal_marks_every_form_field_and_reports_remaining_errors(string codes, bool isAll)
    {
        var facts = new Dictionary<string, JsonElement> { ["codes"] = JsonDocument.Parse(codes).RootElement };

        var marksAll = _errors.AddFrom(new(422, "A", facts), (field, code) => $"{field} {code}");

        Assert.Equal(isAll, marksAll);
        Assert.Equal(("phone B", "name A"), (_errors["phone"], _errors["name"]));
    }

    [Fact]
    public void Refusal_without_fields_marks_nothing()
    {
        Assert.False(_errors.AddFrom(ApiError.Unavailable(), (_, _) => "x"));
        Assert.False(_errors.Any);
        Assert.Null(_errors.First);
    }

    private sealed class ContactForm
    {
        [Required]
        public string? Phone { get; set; }

        [Required]
        public string? Name { get; set; }

        [RequiredPassword]
        public string? Pin { get; set; }
    }
}
