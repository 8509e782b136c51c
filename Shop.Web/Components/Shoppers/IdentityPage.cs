using Microsoft.AspNetCore.Components;
using Shop.Web.Components.Forms;

namespace Shop.Web.Components.Shoppers;

/// <summary>A page that begins with an identity verification. PortOne's window leads back to the page.</summary>
public abstract class IdentityPage : ShopComponent
{
    [SupplyParameterFromQuery(Name = "identityVerificationId")] protected string? VerificationId { get; set; }
    [SupplyParameterFromQuery(Name = "code")] protected string? FailureCode { get; set; }
    [Inject] protected IdentityTickets Tickets { get; set; } = null!;

    /// <summary>The verification that this browser has begun and whose window reported success.</summary>
    protected IdentityVerification? Verified { get; private set; }

    /// <summary>The verification to carry out; null on the second step and after a form was submitted.</summary>
    protected IdentityVerification? Begun { get; private set; }
    protected FormErrors Errors { get; set; } = new();

    // Without an error code the window reported success. Account checks it when it gets the form.
    protected override void OnInitialized()
    {
        Verified = FailureCode is null ? Tickets.Find(HttpContext, VerificationId) : null;
        if (Verified is not null || !HttpMethods.IsGet(HttpContext.Request.Method))
        {
            return;
        }

        Begun = Tickets.Begin(HttpContext);
        if (VerificationId is not null)
        {
            Errors.Problem = Text.VerifyFailed; // The window failed, or another browser began the verification.
        }
    }

    protected string MessageFor(ApiError error) =>
        error.Status == StatusCodes.Status404NotFound ? Text.NoAccountFound : Text.MessageFor(error);
}
