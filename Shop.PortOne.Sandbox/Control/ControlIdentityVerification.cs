// Creates an identity verification as if a person had completed it in the window.
using System.Text.Json;
using Microsoft.Extensions.Options;
using Shop.PortOne.Sandbox.Api;
using Shop.PortOne.Sandbox.IdentityVerifications;
using Shop.PortOne.Sandbox.Payments;
using Shop.PortOne.Sandbox.Store;

namespace Shop.PortOne.Sandbox.Control;

/// <param name="Ci">The CI; derived from the person if absent; null for a verification without a CI.</param>
public sealed record ControlPerson(
    string Name,
    string BirthDate,
    JsonElement Ci = default,
    string? PhoneNumber = null,
    string? Gender = null);

/// <param name="VerifiedAt">The time of the verification. Default: now.</param>
public sealed record ControlVerification(
    ControlPerson Customer,
    string? Id = null,
    string? CustomData = null,
    IdentityVerificationStatus Status = IdentityVerificationStatus.Verified,
    ChannelType? ChannelType = null,
    DateTimeOffset? VerifiedAt = null);

/// <summary>Creates a verification.</summary>
public sealed class ControlIdentityVerification(
    OpenIdentityVerification open, SandboxChannels channels, IOptions<SandboxSettings> settings,
    TimeProvider clock)
{
    private const string DefaultPhoneNumber = "01000000000";

    public Reply Run(SandboxState state, ControlVerification request)
    {
        var person = request.Customer;
        if (!DateOnly.TryParseExact(person.BirthDate, "yyyy-MM-dd", out _)
            || person.Ci.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null or JsonValueKind.String))
        {
            return Refusals.Invalid("birthDate must be yyyy-MM-dd; ci must be a string, null or absent.");
        }

        var id = request.Id ?? Guid.NewGuid().ToString("N");
        var order = new VerificationOrder(
            settings.Value.StoreId,
            channels.Identity,
            request.ChannelType ?? settings.Value.ChannelType,
            new(Name: person.Name, PhoneNumber: person.PhoneNumber),
            request.CustomData);
        if (open.Run(state, id, order) is not { } opened)
        {
            return Refusals.IdentityVerificationAlreadyVerified;
        }

        var now = request.VerifiedAt ?? clock.GetUtcNow();
        state.IdentityVerifications.Put(request.Status switch
        {
            IdentityVerificationStatus.Ready => opened,
            IdentityVerificationStatus.Failed => opened.Failed(new("The sandbox was told to fail."), now),
            IdentityVerificationStatus.Verified => opened.VerifiedAs(Verified(person), now),
            _ => throw new InvalidOperationException($"{request.Status} is not a status of a verification."),
        });
        return Reply.Ok(new { Id = id });
    }

    private VerifiedCustomer Verified(ControlPerson person)
    {
        var phone = ConnectingInformation.DigitsOf(person.PhoneNumber) ?? DefaultPhoneNumber;
        return new(
            person.Name,
            person.BirthDate,
            person.Gender,
            phone,
            "SKT",
            IsForeigner: false,
            person.Ci.ValueKind switch
            {
                JsonValueKind.String => person.Ci.GetString(),
                JsonValueKind.Null => null,
                _ => ConnectingInformation.CiOf(person.Name, person.BirthDate, phone),
            },
            ConnectingInformation.DiOf(settings.Value.StoreId, person.Name, person.BirthDate, phone));
    }
}
