"""Short stories in the style of news agencies: what they tell, and what must not be read into them."""

from __future__ import annotations

import pytest


@pytest.fixture(scope="session")
def told(code):
    """Code a story and show each event as (source, CAMEO root, target)."""

    def run(text, place):
        return {(e.source_code, e.cameo_code[:2], e.target_code) for e in code(text, place=place)}

    return run


def test_a_protest(told):
    found = told(
        "Thousands of protesters marched through the centre of Lima on Saturday against a new pension law. "
        "Police fired tear gas at the crowd and arrested at least 40 people. The protesters threw stones at the police. "
        "The government defended the law and accused the unions of spreading lies. "
        "The United Nations urged the authorities to respect the right to protest. "
        "The president later met union leaders and promised to review the law.",
        "LIMA",
    )
    assert found >= {
        ("PERCVL", "14", "PER"),
        ("PERCOP", "17", "PERCVL"),
        ("PERCVL", "14", "PERCOP"),
        ("PERGOV", "11", "PERLAB"),
        ("IGOUNO", "02", "PERGOV"),
        ("PERGOV", "04", "PERLAB"),
    }
    assert ("PERGOV", "05", "PERCVL") not in found  # the law that it defended is no protest


def test_a_rebellion(told):
    found = told(
        "Rebels attacked an army base in eastern Congo on Sunday, killing seven soldiers, the army said. "
        "The army sent reinforcements and shelled rebel positions on Monday. Congo accuses Rwanda of supporting the group. "
        "Kigali denies the accusation. The government expelled the Rwandan ambassador two weeks ago. "
        "In 1998, Rwandan troops invaded the country. The UN mission condemned the violence.",
        "GOMA, Democratic Republic of Congo",
    )
    assert found >= {
        ("CODREB", "19", "CODMIL"),
        ("CODMIL", "19", "CODREB"),
        ("COD", "11", "RWA"),
        ("RWA", "01", "COD"),
        ("CODGOV", "16", "RWAGOV"),
        ("RWAMIL", "19", "COD"),
    }
    assert not found & {("RWAGOV", "16", "RWAGOV"), ("RWAMIL", "19", "RWA"), ("IGOUNO", "11", "RWAMIL")}


def test_an_election_dispute(told):
    found = told(
        "Opposition parties in Senegal rejected the result of Sunday's presidential election and accused the government of "
        "fraud. Police surrounded the headquarters of the main opposition party in Dakar. They detained its spokesman. "
        "The African Union sent observers to the country and called for calm. France congratulated the president on his "
        "victory. The opposition has asked the constitutional court to cancel the vote. Its leader told supporters to stay at "
        "home.",
        "DAKAR, Senegal",
    )
    assert found >= {
        ("SENOPP", "11", "SENGOV"),
        ("SENCOP", "17", "SENOPP"),
        ("IGOAFRAFU", "07", "SEN"),
        ("FRA", "05", "SENGOV"),
        ("SENOPP", "02", "SENJUD"),
    }
    assert not {code for event in found for code in event if code.startswith("FRA")} - {"FRA"}


def test_aid(told):
    found = told(
        "Japan sent food and tents to Nepal on Monday after an earthquake killed hundreds of people. India and China also "
        "provided aid. Nepal's prime minister thanked the three countries. He asked the United Nations for help with "
        "rebuilding. New Delhi sent a rescue team. Its soldiers evacuated 200 villagers from the mountains. The World Food "
        "Programme delivered rice to the victims. In 2015 India gave Nepal one billion dollars. The World Bank promised a loan "
        "of 50 million dollars to the country.",
        "KATHMANDU",
    )
    assert found >= {
        ("JPN", "07", "NPL"),
        ("NPLGOV", "02", "IGOUNO"),
        ("INDMIL", "07", "NPLCVL"),
        ("IGOUNOWFP", "06", "NPLCVL"),
        ("IND", "07", "NPL"),
        ("IGOWBK", "03", "NPL"),
    }
    assert not found & {("NPLGOV", "05", "NPL"), ("IGOWBK", "03", "IND")}


def test_a_bombing_and_a_border(told):
    found = told(
        "A suicide bomber killed 12 policemen at a checkpoint in Peshawar on Monday, Pakistani officials said. "
        "Afghanistan condemned the bombing. Police arrested three suspects in the city. "
        "Pakistan has repeatedly accused its neighbour of sheltering militants. Kabul rejects the charge. "
        "The two countries closed their main border crossing last week after their troops exchanged fire.",
        "ISLAMABAD",
    )
    assert found >= {
        ("PAKUAF", "18", "PAKCOP"),
        ("AFG", "11", "PAKUAF"),
        ("PAKCOP", "17", "PAKCRM"),
        ("PAK", "11", "AFG"),
        ("AFG", "01", "PAK"),
        ("PAKMIL", "19", "AFGMIL"),
        ("AFGMIL", "19", "PAKMIL"),
    }


def test_trade_talks(told):
    found = told(
        "China and the United States resumed trade talks in Geneva on Monday after a break of six months. "
        "Beijing has threatened to raise tariffs on American cars. Washington imposed new tariffs on Chinese steel in February. "
        '"We are ready to compromise," China\'s commerce minister said. His American counterpart called the meeting '
        "constructive. The ministers agreed to meet again in July. The European Union urged the two powers to respect the rules "
        "of the World Trade Organization.",
        "GENEVA",
    )
    assert found >= {
        ("CHN", "04", "USA"),
        ("CHN", "13", "USA"),
        ("USA", "16", "CHN"),
        ("CHNGOV", "03", "USAGOV"),
        ("IGOEUREEC", "02", "USA"),
        ("IGOEUREEC", "02", "CHN"),
    }
    assert not [code for event in found for code in event if code.startswith("CHE")]


def test_mediation_in_a_civil_war(told):
    found = told(
        "Sudanese troops clashed with fighters from a paramilitary group in Khartoum on Sunday. The group accused the army of "
        "bombing a market. Egypt called for an immediate ceasefire. Cairo also closed its border with Sudan. Saudi Arabia "
        "invited both sides to talks in Jeddah. The African Union condemned the violence. Its envoy met the army chief on "
        "Saturday. He urged him to halt the air strikes.",
        "KHARTOUM",
    )
    assert found >= {
        ("SDNMIL", "19", "SDNREB"),
        ("SDNREB", "11", "SDNMIL"),
        ("SAU", "03", "SDNMIL"),
        ("SAU", "03", "SDNREB"),
        ("IGOAFRAFU", "04", "SDNMIL"),
        ("IGOAFRAFU", "02", "SDNMIL"),
    }
    assert not found & {("SAU", "03", "EGY"), ("IGOAFRAFU", "04", "SAUMIL")}


def test_a_diplomatic_quarrel(told):
    found = told(
        "Venezuela's president broke off diplomatic relations with Panama on Friday. He accused the Panamanian government of "
        "plotting against him. Panama rejected the accusation. The Organization of American States offered to mediate between "
        "the two countries. Venezuelan police arrested an opposition leader on Saturday. His supporters blocked a motorway in "
        "the capital. Brazil expressed concern over the arrest. Its foreign minister spoke by telephone with his Venezuelan "
        "counterpart.",
        "CARACAS",
    )
    assert found >= {
        ("VENGOV", "16", "PAN"),
        ("VENGOV", "11", "PANGOV"),
        ("PAN", "01", "VENGOV"),
        ("IGOLAMOAS", "03", "VEN"),
        ("IGOLAMOAS", "03", "PAN"),
        ("VENCOP", "17", "VENOPP"),
        ("VENCVL", "14", "VEN"),
        ("BRAGOV", "04", "VENGOV"),
    }


def test_hostages(told):
    found = told(
        "Gunmen in the southern Philippines freed a Dutch tourist on Sunday after eight months in captivity. The Netherlands "
        "thanked Manila for its help. The military said its troops had attacked the group's camp on Friday. Its members "
        "kidnapped the man in September last year. Malaysia helped to negotiate the release, the Philippine foreign minister "
        "said. He met his Malaysian counterpart in Manila. They also discussed fishing.",
        "MANILA",
    )
    assert found >= {
        ("PHLUAF", "08", "NLDCVL"),
        ("NLD", "05", "PHL"),
        ("PHLMIL", "19", "PHLUAF"),
        ("PHLGOV", "04", "MYSGOV"),
    }
    assert not [code for event in found for code in event if code == "NLDMIL"]


def test_sanctions(told):
    found = told(
        "The European Union imposed sanctions on Belarus on Tuesday over the detention of journalists. Minsk condemned the "
        'measures and threatened to respond. "We will not give in to pressure," the Belarusian foreign ministry said. It '
        "summoned the EU's ambassador. Poland and Lithuania welcomed the decision. Russia said it would support its ally.",
        "BRUSSELS",
    )
    assert found >= {("IGOEUREEC", "16", "BLR"), ("BLR", "11", "IGOEUREEC"), ("BLRGOV", "11", "IGOEUREEC")}
    assert not found & {("POL", "05", "BLRGOV"), ("RUS", "03", "POL")}
