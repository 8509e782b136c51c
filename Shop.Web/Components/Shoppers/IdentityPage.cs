using Microsoft.AspNetCore.Components;
using Shop.Web.Shoppers;

namespace Shop.Web.Components.Shoppers;

/// <summary>A page that begins with an identity verification. PortOne's window leads back to the page.</summary>
public abstract class IdentityPage : ComponentBase
{
    [SupplyParameterFromQuery(Name = "identityVerificationId")]
    protected string? VerificationId { get; set; }

    [SupplyParameterFromQuery(Name = "code")]
    protected string? FailureCode { get; set; }

    [CascadingParameter]
    protected HttpContext Context { get; set; } = null!;

    [Inject]
    protected IdentityTickets Tickets { get; set; } = null!;

    /// <summary>The verification that this browser has begun and whose window reported success.</summary>
    protected IdentityVerification? Verified { get; private set; }

    /// <summary>The verification to carry out; null on the second step and after a form was submitted.</summary>
    protected IdentityVerification? Begun { get; private set; }

    /// <summary>True if the window reported a failure, or if the verification is unknown to this browser.</summary>
    protected bool HasFailed => Begun is not null && VerificationId is not null;

    // Without an error code the window reported success. Account checks it when it gets the form.
    protected override void OnInitialized()
    {
        Verified = FailureCode is null ? Tickets.Find(Context, VerificationId) : null;
        if (Verified is null && HttpMethods.IsGet(Context.Request.Method))
        {
            Begun = Tickets.Begin(Context);
        }
    }
}
