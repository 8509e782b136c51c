using System.ComponentModel.DataAnnotations;

namespace Shop.Web.Components.Checkout;

/// <summary>The order form. Commerce checks it; required fields are checked here if it is not called.</summary>
public sealed class CheckoutForm
{
    public Guid? IdempotencyKey { get; set; }
    public Guid? CartVersion { get; set; }
    public long? ExpectedTotalWon { get; set; }

    /// <summary>The product to remove, sent by the button of a line that cannot be ordered.</summary>
    public string? Remove { get; set; }
    [Required] public string? Recipient { get; set; }
    [Required] public string? Phone { get; set; }
    [Required] public string? PostalCode { get; set; }
    [Required] public string? Address1 { get; set; }
    public string? Address2 { get; set; }
    public string? Email { get; set; }
    public string? Method { get; set; }

    public void Fill(Shipping known) => (Recipient, Phone, PostalCode, Address1, Address2, Email) =
        (known.Recipient, known.Phone, known.PostalCode, known.Address1, known.Address2, known.Email);

    /// <summary>The address without surrounding blanks, as sent to Commerce.</summary>
    public Shipping ToShipping() => new(
        Trimmed(Recipient) ?? "", Trimmed(Phone) ?? "", Trimmed(PostalCode) ?? "", Trimmed(Address1) ?? "",
        Trimmed(Address2), Trimmed(Email));

    private static string? Trimmed(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
