// What the browser SDK sends: the shop's request as it was, and how the SDK decided to show the window.
using System.Text.Json;
using Shop.PortOne.Sandbox.Payments;

namespace Shop.PortOne.Sandbox.Window;

/// <summary>The SDK asks for a payment window.</summary>
public sealed record OpenPaymentWindowRequest(
    PaymentWindowRequest Request, PlatformType PlatformType, string? Url, bool Redirects);

/// <summary>The SDK asks for a window that verifies an identity.</summary>
public sealed record OpenIdentityWindowRequest(
    IdentityWindowRequest Request, PlatformType PlatformType, string? Url, bool Redirects);

/// <summary>What the shop told the SDK about the payment.</summary>
public sealed record PaymentWindowRequest(
    string StoreId,
    string PaymentId,
    string OrderName,
    long TotalAmount,
    string Currency,
    PayMethod PayMethod,
    string? ChannelKey = null,
    string? ChannelGroupId = null,
    long TaxFreeAmount = 0,
    long? VatAmount = null,
    BrowserCustomer? Customer = null,
    JsonElement? CustomData = null,
    IReadOnlyList<string>? NoticeUrls = null,
    JsonElement? Products = null,
    string? RedirectUrl = null,
    string? Locale = null,
    EasyPayRequest? EasyPay = null,
    JsonElement? Bypass = null,
    WindowTypes? WindowType = null,
    string? ProductType = null,
    StoreDetails? StoreDetails = null);

/// <summary>The wallet that the shop calls directly.</summary>
public sealed record EasyPayRequest(string? EasyPayProvider = null, IReadOnlyList<string>? AvailablePayMethods = null);

/// <summary>How the window is to be shown.</summary>
public sealed record WindowTypes(string? Pc = null, string? Mobile = null);

/// <summary>The seller, as KSNET shows it in a wallet.</summary>
public sealed record StoreDetails(
    string? BusinessName = null,
    string? CeoFullName = null,
    string? Address = null,
    string? PhoneNumber = null,
    string? BusinessRegistrationNumber = null);

/// <summary>What the shop told the SDK about the verification.</summary>
public sealed record IdentityWindowRequest(
    string StoreId,
    string IdentityVerificationId,
    string ChannelKey,
    BrowserCustomer? Customer = null,
    string? CustomData = null,
    string? RedirectUrl = null,
    string? Locale = null,
    JsonElement? Bypass = null);

/// <summary>A customer in the browser's words; the API has others.</summary>
public sealed record BrowserCustomer(
    string? CustomerId = null,
    string? FullName = null,
    string? FirstName = null,
    string? LastName = null,
    string? PhoneNumber = null,
    string? Email = null,
    JsonElement? Address = null,
    string? Zipcode = null,
    string? Gender = null,
    string? BirthYear = null,
    string? BirthMonth = null,
    string? BirthDay = null)
{
    private const string GenderPrefix = "GENDER_";

    public string? Name => FullName ?? (FirstName is null && LastName is null ? null : $"{LastName}{FirstName}");

    public Customer ForPayment() => new(
        CustomerId,
        Name,
        BirthYear,
        BirthMonth,
        BirthDay,
        Gender?.Replace(GenderPrefix, "", StringComparison.Ordinal),
        Email,
        PhoneNumber,
        Address,
        Zipcode);
}

/// <summary>Why a window does not open: the code of the error that the SDK throws.</summary>
public sealed record WindowRefusal(string Code, string Message);

/// <summary>Where the SDK shows the window.</summary>
/// <param name="ByForm">A phone is handed over by a form that the SDK posts, as many payment companies want it.</param>
public sealed record OpenedWindow(string TxId, string Path, bool ByForm);
