package pack

import "slices"

// enumerated is a string of which the format knows every value.
type enumerated interface{ words() []string }

func words[T ~string](all ...T) []string {
	out := make([]string, len(all))
	for i, w := range all {
		out[i] = string(w)
	}
	return out
}

func (Basis) words() []string { return words(Stated, Derived, NotKnown) }

func (Sector) words() []string { return words(Sectors...) }

func (BodyKind) words() []string {
	return words(NationalTaskForce, ProvincialCommittee, RegionalTaskForce, SeniorOfficials, Ministers, CivilSociety, Youth, RoundTable, OtherBody)
}

func (PartnerKind) words() []string {
	return words(UNAgency, RegionalOrganisation, Donor, Embassy, DevelopmentAgency, CivilSocietyPartner, Research, PrivateSector, Media, OtherPartner)
}

func (MeetingState) words() []string {
	return words(Planned, Held, Unconfirmed, Postponed, Cancelled)
}

func (MeetingMode) words() []string { return words(InPerson, Online, Hybrid) }

func (InstrumentKind) words() []string {
	return words(MOU, Declaration, PlanOfAction, Guidelines, Indicators, Guidebook, Directory, Publication,
		BilateralMOU, BilateralAgreement, BilateralSOP, LiaisonOffice, TrilateralAgreement, NationalInstrument)
}

func (InstrumentState) words() []string {
	return words(Signed, Adopted, Published, Established, InstrumentDraft, InstrumentAnnounced, InstrumentUnknown)
}

func (StandingWhat) words() []string {
	return words(StandingSigned, StandingJoined, StandingRatified, StandingEntered)
}

func (FileWhat) words() []string { return words(AuthenticFile, CopyFile, RenderingFile) }

func (SeatStatus) words() []string { return words(VacantSeat, DeferredSeat) }

func (PlanState) words() []string {
	return words(PlanAnnounced, PlanDrafting, InConsultation, PlanRevised, AgreedInPrinciple, Endorsed, InForce, Concluded)
}

func (StationKind) words() []string { return words(StationKinds...) }

func (StationState) words() []string {
	return words(StationDone, StationAnnounced, StationUnknown)
}

// Sectors lists every Sector in the order in which pages name them.
var Sectors = []Sector{Police, Justice, SocialWelfare, WomensAffairs, HomeAffairs, PublicSecurity, Labour, ForeignAffairs, Education, Coordination, OtherSector}

// StationKinds lists the stations of a plan's path in their order.
var StationKinds = []StationKind{StationZeroDraft, StationConsultation, StationAgreed, StationEndorsed, StationInForce, StationConcluded}

func knows(e enumerated, word string) bool { return slices.Contains(e.words(), word) }
